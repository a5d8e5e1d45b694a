// Whole numbers, exactly: sums of a dose agree with the server to the microlitre.
import { PER_UNIT } from "./units.js";

export function least(one, other) {
  const [a, b] = [BigInt(one), BigInt(other)];
  return a < b ? a : b;
}

export function distance(one, other) {
  return one < other ? other - one : one - other;
}

// The nearest whole number to `over / under`, ties away from zero; `under` is over zero.
export function halfUp(over, under) {
  const size = over < 0n ? -over : over;
  const rounded = (2n * size + under) / (2n * under);
  return over < 0n ? -rounded : rounded;
}

// A whole number with its last figures behind a point.
export function pointed(value, decimals) {
  if (!decimals) return String(value);
  const digits = String(Math.abs(value)).padStart(decimals + 1, "0");
  return `${value < 0 ? "-" : ""}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

// Thousandths as a person writes them: "12.5 mL"; null stays null.
export function amount(thousandths, unit) {
  if (thousandths === null) return null;
  const [value, per] = [BigInt(thousandths), BigInt(PER_UNIT)];
  const size = value < 0n ? -value : value;
  const rest = String(per + (size % per)).slice(1).replace(/0+$/, "");
  return `${value < 0n ? "-" : ""}${size / per}${rest && "."}${rest} ${unit}`;
}
