// How units become one another. No other number stands in the rules of the device.

export const MS_PER_S = 1000;
export const S_PER_MIN = 60;
export const MS_PER_H = 3_600_000;
export const PERCENT = 100;
export const PER_UNIT = 1000; // micrograms in a mg, microlitres in a mL, microseconds in a ms
