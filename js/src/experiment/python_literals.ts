/** Letters that Python writes in its own way within quotes. */
const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A text as Python writes it, `repr(text)`. */
export function textLiteral(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const letters = Array.from(text, (letter) => {
    if (letter === quote) return `\\${letter}`;
    return ESCAPES[letter] ?? (isSeen(letter) ? letter : escaped(letter.codePointAt(0) as number));
  });
  return quote + letters.join("") + quote;
}

function isSeen(letter: string): boolean {
  return letter === " " || !/[\p{C}\p{Z}]/u.test(letter);
}

function escaped(code: number): string {
  const digits = (length: number) => code.toString(16).padStart(length, "0");
  return code < 0x100 ? `\\x${digits(2)}` : code < 0x10000 ? `\\u${digits(4)}` : `\\U${digits(8)}`;
}

/** A number as Python writes it as a float, `repr(value)`: as few digits as tell it from all others. */
export function floatLiteral(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const [mantissa, power] = value.toExponential().split("e");
  const exponent = Number(power);
  if (value !== 0 && (exponent < -4 || exponent >= 16)) return `${mantissa}e${exponentText(exponent)}`;
  const text = plain(value, exponent);
  return text.includes(".") ? text : `${text}.0`;
}

/** A number with so many digits at most that count, as Python's `f"{value:.3g}"`. */
export function general(value: number, digits = 6): string {
  if (!Number.isFinite(value) || value === 0) return floatLiteral(value).replace(/\.0$/, "");
  const [mantissa, power] = rounded(value, digits).split("e");
  const exponent = Number(power);
  const short = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (exponent < -4 || exponent >= digits) return `${short(mantissa)}e${exponentText(exponent)}`;
  return short(Number(`${mantissa}e${power}`).toFixed(Math.max(0, digits - 1 - exponent)));
}

/** So many digits with a power of ten; from the middle between two, Python goes to the even one. */
function rounded(value: number, digits: number): string {
  const [longer, power] = value.toExponential(digits).split("e");
  const down = longer.slice(0, -1);
  const middle = longer.endsWith("5") && Number(`${longer}e${power}`) === value;
  return middle && /[02468]\.?$/.test(down) ? `${down}e${power}` : value.toExponential(digits - 1);
}

function exponentText(exponent: number): string {
  return `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** Without a power of ten, which JavaScript writes for other numbers than Python. */
function plain(value: number, exponent: number): string {
  return exponent < -6 ? value.toFixed(20) : String(value);
}
