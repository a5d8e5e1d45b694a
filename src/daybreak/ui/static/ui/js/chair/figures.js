// figures
// Amounts as they are typed, in the thousandths in which they are kept.
export const PER_UNIT = 1000; // a mg in micrograms, a mL in microlitres

// Thousandths of what was typed, as the clinic's own forms read it; null for nothing.
export function thousandths(typed) {
  const words = String(typed ?? "").trim().replace(",", ".");
  if (!words) return null;
  const [, whole, rest = ""] = words.match(/^(\d+)(?:\.(\d{0,3}))?$/) ?? [];
  return whole === undefined ? NaN : Number(whole) * PER_UNIT + Number(rest.padEnd(3, "0"));
}
