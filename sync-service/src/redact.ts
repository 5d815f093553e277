const CENSOR = '[key]';
/** Shorter pieces are no secrets, and would take innocent text with them. */
const LEAST = 6;

/**
 * What blots secrets out of text, in each encoding in which programs between this one and a shop repeat them: as they are, in an address, in JSON, in
 * hex, and in Base64 of them with whatever stands before and behind (`Basic` with the key as user name).
 * @param secrets however many: the time goes with the length of the text alone
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const byStart = new Map<string, string[]>();
  for (const written of new Set(secrets.flatMap(encodings))) {
    if (written.length < LEAST) continue;
    const start = written.slice(0, LEAST);
    byStart.set(
      start,
      [...(byStart.get(start) ?? []), written].sort((a, b) => b.length - a.length),
    );
  }
  return (text) => {
    let [safe, done] = ['', 0];
    for (let at = 0; at + LEAST <= text.length; at++) {
      const found = byStart.get(text.slice(at, at + LEAST))?.find((written) => text.startsWith(written, at));
      if (found === undefined) continue;
      safe += text.slice(done, at) + CENSOR;
      done = at + found.length;
      at = done - 1;
    }
    return done === 0 ? text : safe + text.slice(done);
  };
}

function encodings(secret: string): string[] {
  const hex = Buffer.from(secret).toString('hex');
  const base64 = [0, 1, 2].flatMap((before) => [secret, `${secret}:`].flatMap((text) => inBase64(text, before)));
  const addresses = [
    encodeURIComponent(secret),
    encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase()),
  ];
  const texts = [secret, ...addresses, ...base64];
  return [
    ...texts,
    ...base64.map(encodeURIComponent),
    ...texts.map((text) => JSON.stringify(text).slice(1, -1)),
    hex,
    hex.toUpperCase(),
  ];
}

/** The characters that say nothing but `text`, where so many bytes stand before it; and, whole, those of `text` alone. */
function inBase64(text: string, before: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
  const [first, end] = [Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6)];
  return (['base64', 'base64url'] as const).flatMap((encoding) => {
    const written = bytes.toString(encoding);
    return before === 0 ? [written, written.slice(first, end)] : [written.slice(first, end)];
  });
}
