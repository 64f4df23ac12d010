/** How exports are made, as it was left the last time. */
import type { ExportOptions, ExportRequest, FormatInfo } from "../bridge";
import { preferences } from "../document";

/** How a format is written: as it was last set, else as is usual. */
export function habitOf(format: string): ExportOptions {
  return preferences.current.export.options?.find((one) => one.format === format) ?? { format };
}

/** The files that a track is usually exported to: of the formats of the last time, else of its own, else of the first there is. */
export function usualFiles(formats: readonly FormatInfo[], own: string | null | undefined): ExportOptions[] {
  const known = (preferences.current.export.formats ?? []).filter((format) => formats.some((one) => one.id === format));
  const first = formats.find((one) => one.id === own) ?? formats[0];
  return (known.length > 0 ? known : first ? [first.id] : []).map(habitOf);
}

/** Whether anything about writing a format was set. */
function isSet({ encoding, line_ending, bom }: ExportOptions): boolean {
  return encoding != null || line_ending != null || bom != null;
}

/** Keeps how an export is made. */
export function keepHabits(request: ExportRequest): void {
  const others = preferences.current.export.options?.filter((one) => !request.files.some((file) => file.format === one.format)) ?? [];
  preferences.update({
    export: { formats: request.files.map((one) => one.format), naming: request.naming, options: [...others, ...request.files.filter(isSet)] },
  });
}
