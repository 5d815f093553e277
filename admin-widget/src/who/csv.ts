import { EncodingSniffer, UnreadableFileError } from '@group-offers/sync-service/imports';

const LARGEST_FILE = 64 * 1024 * 1024;

/** A file's text: UTF-8, or as spreadsheet programs save it. @throws UnreadableFileError */
export async function textOf(file: Blob): Promise<string> {
  if (file.size > LARGEST_FILE) throw new UnreadableFileError('large');
  const bytes = new Uint8Array(await file.arrayBuffer());
  const sniffer = new EncodingSniffer();
  sniffer.push(bytes);
  return new TextDecoder(sniffer.encoding).decode(bytes);
}
