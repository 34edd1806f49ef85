import { REDACTED } from "./secret.js";

/** The correlation ids that the server named; none that is redacted. */
export function correlationIds(headers: Headers): string[] {
  const named = headers.get("x-correlation-id")?.split(", ") ?? [];
  return named.filter((id) => id && id !== REDACTED);
}

/** The media type of the body, in lower case and without its parameters. */
export function mediaType(headers: Headers): string {
  return (headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
}

/** Reads a date of HTTP in any of its three forms (RFC 9110, section 5.6.7), in milliseconds since 1970. */
function readDate(text: string): number | undefined {
  const date = text
    .trim()
    .replace(
      /^(\w{3})[a-z]+, (\d\d)-(\w{3})-(\d\d) (.{8}) GMT$/,
      (_, weekday, day, month, year, time) => `${weekday}, ${day} ${month} ${year < 70 ? 20 : 19}${year} ${time} GMT`,
    )
    .replace(
      /^(\w{3}) (\w{3}) ([ \d]\d) (.{8}) (\d{4})$/,
      (_, weekday, month, day, time, year) => `${weekday}, ${day.replace(" ", "0")} ${month} ${year} ${time} GMT`,
    );
  const time = Date.parse(date);
  return time >= 0 && new Date(time).toUTCString() === date ? time : undefined;
}

/**
 * Returns how long the server asks to wait, in milliseconds (RFC 9110, section 10.2.3); undefined if it asks nothing that can be read.
 *
 * A date counts from the response's own `Date`, else from `now`; a date in the past is no wait at all.
 */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const text = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(text)) return +text * 1000;
  const date = readDate(text);
  return date === undefined ? undefined : Math.max(0, date - (readDate(headers.get("date") ?? "") ?? now));
}
