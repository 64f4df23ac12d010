/** The value that so large a share of all values stays at or below; `NaN` of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** A measured value with what it is of its limit: `3.0 ms (0.75 of 4 ms)`. */
export function against(value: number, limit: number, unit: string, digits = 1): string {
  return `${value.toFixed(digits)} ${unit} (${(value / limit).toFixed(2)} of ${limit} ${unit})`;
}

/** Prints one line of the table. */
export function line(subject: string, ...findings: string[]): void {
  process.stdout.write(`${subject.padEnd(34)} ${findings.join(', ')}\n`);
}
