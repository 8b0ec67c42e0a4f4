import { obeyed } from '../lib/text/printable.ts';

export { printable } from '../lib/text/printable.ts';

/** JSON that a terminal can only show and that still means the same. */
export function printableJson(json: string): string {
  return escapeObeyed(json, (code) => `\\u${code.toString(16).padStart(4, '0')}`);
}

/** XML that a terminal can only show and that still means the same. */
export function printableXml(xml: string): string {
  return escapeObeyed(xml, (code) => `&#x${code.toString(16)};`);
}

function escapeObeyed(text: string, escape: (code: number) => string): string {
  return text.replaceAll(obeyed, (character) =>
    character === '\n' ? '\n' : escape(character.charCodeAt(0)),
  );
}
