const THIN = "\u2009";
const MINUS = "\u2212";

/** Three significant digits, thin spaces between thousands, powers of ten where zeros would pile up. */
export function format(value: number, powers = false): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  if (value === 0) return "0";
  const sign = value < 0 ? MINUS : "";
  // Rounded first: 999 999 must not become 1 000 000 in one form and 1.00e6 in another.
  const rounded = Number(Math.abs(value).toPrecision(3));
  const exponent = Math.floor(Math.log10(rounded) + 1e-9);
  if (powers || needsPower(exponent)) {
    const mantissa = Number((rounded / 10 ** exponent).toPrecision(3));
    const power = `10${superscript(exponent)}`;
    return sign + (mantissa === 1 ? power : `${mantissa}${THIN}×${THIN}${power}`);
  }
  if (exponent >= 2) return sign + group(String(rounded));
  return sign + String(Number(rounded.toPrecision(3)));
}

/** The same for the ticks of one scale: all in one form. */
export function formatTicks(values: readonly number[]): string[] {
  const powers = values.some(
    (value) => value !== 0 && needsPower(Math.floor(Math.log10(Math.abs(value)) + 1e-9)),
  );
  return values.map((value) => format(value, powers));
}

/** The same for values at even steps, with as many digits as tell each from the next, however near they are. */
export function formatEven(values: readonly number[]): string[] {
  const step = values.length > 1 ? values[1] - values[0] : Math.abs(values[0]);
  const most = Math.max(...values.map(Math.abs));
  const exponent = Math.floor(Math.log10(step) + 1e-9);
  if (!Number.isFinite(exponent) || needsPower(Math.floor(Math.log10(most) + 1e-9)))
    return formatTicks(values);
  return values.map((value) => fixed(value, Math.max(0, -exponent)));
}

/** The same for numbers below each other: as many digits behind the point in all, three that count in the largest. */
export function formatColumn(values: readonly number[]): string[] {
  const most = Math.max(...values.map(Math.abs));
  const exponent = Math.floor(Math.log10(most) + 1e-9);
  if (!Number.isFinite(exponent) || needsPower(exponent)) return values.map((value) => format(value));
  return values.map((value) => fixed(value, Math.max(0, 2 - exponent)));
}

/** So many digits behind the point; what they round to zero has no sign. */
function fixed(value: number, places: number): string {
  const digits = Math.abs(value).toFixed(places);
  const [whole, ...part] = digits.split(".");
  return (Number(digits) > 0 && value < 0 ? MINUS : "") + [group(whole), ...part].join(".");
}

function needsPower(exponent: number): boolean {
  return exponent < -3 || exponent > 6;
}

/** A whole number with thin spaces between thousands. */
export function formatCount(count: number): string {
  return group(String(Math.round(count)));
}

function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, THIN);
}

function superscript(exponent: number): string {
  return String(exponent).replace(/[-\d]/g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)]));
}
