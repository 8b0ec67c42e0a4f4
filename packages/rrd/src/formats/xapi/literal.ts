/** Anything JSON has. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const TOKEN = /"([^"]*)"|-?\b(?:NaN|Infinity)\b|([A-Za-z_]\w*)(?=\s*:)/g;

/**
 * Reads JSON, or the JavaScript literal that XAPI wrote before: names without quotes, `NaN` and `Infinity` as they are
 * (they become strings), strings in which nothing is escaped. Nothing is evaluated.
 *
 * @throws {SyntaxError} when the text is neither.
 */
export function parseLiteral(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    const quoted = text.replaceAll(TOKEN, (token, string: string | undefined, name: string | undefined) =>
      JSON.stringify(string ?? name ?? token),
    );
    return JSON.parse(quoted) as Json;
  }
}
