import { FORMULA_SIGNS } from "../wire/wire.ts";
import { textLiteral } from "./python_literals.ts";

export interface Token {
  readonly kind: "number" | "name" | "sign";
  readonly word: string;
  /** The letter at which it begins, from 0 on. */
  readonly start: number;
}

const SUBSCRIPTS: Readonly<Record<string, string>> = { "₁": "1", "₂": "2" };
const NUMBER = "(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?";
const WORD = "[A-Za-z][\\p{L}\\p{N}_]*";
const SIGN = "\\*\\*|[-+*/^(),|]";

/** Reads the numbers, names and signs of a formula; of names those that are known, the longest first. */
export class Tokenizer {
  private readonly pattern: RegExp;

  constructor(known: readonly string[]) {
    const names = [...known].sort((one, other) => other.length - one.length).join("|");
    const one = `\\s*(?:(?<number>${NUMBER})|(?<name>${names}|${WORD})|(?<sign>${SIGN}))`;
    this.pattern = new RegExp(one, "uy");
  }

  tokens(text: string): Token[] {
    const letters = text.replace(/[₁₂]/g, (letter) => SUBSCRIPTS[letter]).trimEnd();
    const found: Token[] = [];
    const { pattern } = this;
    pattern.lastIndex = 0;
    while (pattern.lastIndex < letters.length) {
      const at = pattern.lastIndex;
      const groups = pattern.exec(letters)?.groups;
      if (!groups) throw new RangeError(unknown(letters, at, text));
      const kind = groups.number ? "number" : groups.name ? "name" : "sign";
      const word = groups[kind];
      found.push({ kind, word, start: countLetters(letters.slice(0, pattern.lastIndex - word.length)) });
    }
    return found;
  }
}

/** How many letters a text has; some are of two units. */
export const countLetters = (text: string) => Array.from(text).length;

function unknown(letters: string, at: number, text: string): string {
  const rest = letters.slice(at).trimStart();
  const letter = Array.from(rest)[0];
  const place = countLetters(letters.slice(0, letters.length - rest.length)) + 1;
  return (
    `${textLiteral(letter)} in ${textLiteral(text)}, letter ${place}, is none of a formula's signs. ` +
    `${FORMULA_SIGNS} Use these alone.`
  );
}
