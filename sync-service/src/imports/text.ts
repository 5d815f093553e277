import { UnreadableFileError } from './unreadable.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Finds out how a file is written, as its bytes arrive: UTF-8, or as spreadsheet programs save it. */
export class EncodingSniffer {
  private mark: Encoding | null = null;
  private begun = false;
  private readonly utf8 = new TextDecoder('utf-8', { fatal: true });
  private isUtf8 = true;

  /** @throws UnreadableFileError for what is no text, such as a spreadsheet's own file */
  push(bytes: Uint8Array): void {
    if (!this.begun && bytes.length > 1) {
      this.begun = true;
      const first = bytes[0]! * 256 + bytes[1]!;
      if (first === 0xfffe) this.mark = 'utf-16le';
      if (first === 0xfeff) this.mark = 'utf-16be';
    }
    if (this.mark === null && bytes.includes(0)) throw new UnreadableFileError('noText');
    if (this.isUtf8 && this.mark === null) this.isUtf8 = this.decodes(bytes);
  }

  get encoding(): Encoding {
    if (this.mark !== null) return this.mark;
    return this.isUtf8 && this.decodes() ? 'utf-8' : 'windows-1252';
  }

  private decodes(bytes?: Uint8Array): boolean {
    try {
      this.utf8.decode(bytes, { stream: bytes !== undefined });
      return true;
    } catch {
      return false;
    }
  }
}
