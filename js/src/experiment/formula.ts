import { FORMULA_SIGNS, MOST_DEPTH, MOST_LETTERS } from "../wire/wire.ts";
import { countLetters, type Token, Tokenizer } from "./formula_tokens.ts";
import { floatLiteral, general, textLiteral } from "./python_literals.ts";

/** A value at the inputs x1 and x2. */
type Term = (x1: number, x2: number) => number;

const CONSTANTS: Readonly<Record<string, number>> = { pi: Math.PI, e: Math.E };
const VARIABLES: Readonly<Record<string, Term>> = {
  x1: (x1) => x1,
  x2: (_, x2) => x2,
  x: (x1) => x1,
  y: (_, x2) => x2,
  r: (x1, x2) => Math.hypot(x1, x2),
};
const FUNCTIONS: Readonly<Record<string, { readonly count: number; of(...values: number[]): number }>> = {
  sin: { count: 1, of: Math.sin },
  cos: { count: 1, of: Math.cos },
  tan: { count: 1, of: Math.tan },
  tanh: { count: 1, of: Math.tanh },
  exp: { count: 1, of: Math.exp },
  log: { count: 1, of: Math.log },
  sqrt: { count: 1, of: Math.sqrt },
  abs: { count: 1, of: Math.abs },
  sign: { count: 1, of: Math.sign },
  max: { count: 2, of: Math.max },
  min: { count: 2, of: Math.min },
  atan2: { count: 2, of: Math.atan2 },
};
const has = (table: object, word: string) => Object.hasOwn(table, word);
const TOKENIZER = new Tokenizer([CONSTANTS, VARIABLES, FUNCTIONS].flatMap((table) => Object.keys(table)));

/**
 * A function of two variables, from how it is written, as Python's `Formula`: read by rules of its own, never run.
 *
 * An error of three sentences tells where a formula cannot be read.
 */
export class Formula {
  private readonly term: Term;

  constructor(readonly text: string) {
    const letters = countLetters(text);
    if (letters > MOST_LETTERS) {
      throw new RangeError(
        `The formula has ${letters} letters. At most ${MOST_LETTERS} are read. Write a shorter one.`,
      );
    }
    this.term = new Reader(text).read();
  }

  /** Values at points (N, 2); an error where one is no number. */
  values(points: ArrayLike<number>): Float64Array {
    const values = new Float64Array(points.length / 2);
    let [wrong, first] = [0, -1];
    for (let n = values.length - 1; n >= 0; n--) {
      values[n] = this.term(points[2 * n], points[2 * n + 1]);
      if (Number.isFinite(values[n])) continue;
      wrong += 1;
      first = n;
    }
    if (wrong > 0) {
      throw new RangeError(
        `${this.text} is ${floatLiteral(values[first])} at x1 = ${general(points[2 * first], 3)}, ` +
          `x2 = ${general(points[2 * first + 1], 3)}, and NaN or infinite at ${wrong} of ${values.length} points. ` +
          "It must be a number at each. Change it, as log(|x1| + 0.01) for log(x1).",
      );
    }
    return values;
  }
}

/** Recursive descent over the tokens of a formula. */
class Reader {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;
  /** Whether a bar is open, which the next one closes; within brackets others begin. */
  private barred = false;

  constructor(private readonly text: string) {
    this.tokens = TOKENIZER.tokens(text);
  }

  read(): Term {
    const term = this.sum();
    if (this.at < this.tokens.length) throw this.wrong(`${textLiteral(this.next)} was not expected`);
    return term;
  }

  private wrong(what: string): RangeError {
    const letter = this.tokens[this.at]?.start ?? countLetters(this.text);
    return new RangeError(
      `${what} in ${textLiteral(this.text)}, at letter ${letter + 1}. ${FORMULA_SIGNS} Write it as 'sin(3 x1) x2'.`,
    );
  }

  private get next(): string {
    return this.tokens[this.at]?.word ?? "";
  }

  private take(): Token {
    const token = this.tokens[this.at];
    if (!token) throw this.wrong("Something is missing");
    this.at += 1;
    return token;
  }

  private expect(sign: string): void {
    if (this.next !== sign) throw this.wrong(`${textLiteral(sign)} is missing`);
    this.at += 1;
  }

  private deeper(what: string): void {
    this.depth += 1;
    if (this.depth > MOST_DEPTH) throw this.wrong(`More than ${MOST_DEPTH} ${what}`);
  }

  private sum(): Term {
    this.deeper("brackets are open");
    let term = this.product();
    while (this.next === "+" || this.next === "-") {
      const minus = this.take().word === "-";
      const [one, other] = [term, this.product()];
      term = minus ? (x1, x2) => one(x1, x2) - other(x1, x2) : (x1, x2) => one(x1, x2) + other(x1, x2);
    }
    this.depth -= 1;
    return term;
  }

  private product(): Term {
    let term = this.signed();
    while (this.next === "*" || this.next === "/" || this.beginsFactor()) {
      const over = this.next === "/";
      if (over || this.next === "*") this.at += 1;
      const [one, other] = [term, this.signed()];
      term = over ? (x1, x2) => one(x1, x2) / other(x1, x2) : (x1, x2) => one(x1, x2) * other(x1, x2);
    }
    return term;
  }

  /** Whether a factor follows without a sign. */
  private beginsFactor(): boolean {
    const token = this.tokens[this.at];
    if (!token) return false;
    return token.kind !== "sign" || token.word === "(" || (token.word === "|" && !this.barred);
  }

  private signed(): Term {
    if (this.next !== "+" && this.next !== "-") return this.power();
    this.deeper("signs follow each other");
    const minus = this.take().word === "-";
    const term = this.signed();
    this.depth -= 1;
    return minus ? (x1, x2) => -term(x1, x2) : term;
  }

  private power(): Term {
    const base = this.atom();
    if (this.next !== "^" && this.next !== "**") return base;
    this.at += 1;
    const exponent = this.signed();
    return (x1, x2) => power(base(x1, x2), exponent(x1, x2));
  }

  private atom(): Term {
    const { kind, word } = this.take();
    if (kind === "number") {
      const value = Number(word);
      return () => value;
    }
    if (word === "(") {
      const inner = this.within(false);
      this.expect(")");
      return inner;
    }
    if (word === "|") {
      const inner = this.within(true);
      this.expect("|");
      return (x1, x2) => Math.abs(inner(x1, x2));
    }
    if (has(FUNCTIONS, word)) return this.call(word);
    if (has(CONSTANTS, word)) return () => CONSTANTS[word];
    if (has(VARIABLES, word)) return VARIABLES[word];
    this.at -= 1;
    throw this.wrong(
      `${textLiteral(word)} ${kind === "name" ? "is no name that is known" : "was not expected"}`,
    );
  }

  private within(barred: boolean): Term {
    const before = this.barred;
    this.barred = barred;
    const inner = this.sum();
    this.barred = before;
    return inner;
  }

  private call(name: string): Term {
    const { count, of } = FUNCTIONS[name];
    this.expect("(");
    const terms = [this.within(false)];
    while (this.next === ",") {
      this.at += 1;
      terms.push(this.within(false));
    }
    if (terms.length !== count) {
      throw this.wrong(`${name} takes ${count} arguments, but ${terms.length} were written`);
    }
    this.expect(")");
    const [one, other] = terms;
    return count === 1 ? (x1, x2) => of(one(x1, x2)) : (x1, x2) => of(one(x1, x2), other(x1, x2));
  }
}

/** As C has it, where JavaScript says that 1 to the power of infinity is no number. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1;
  return base ** exponent;
}
