// Letters that stay as they are in an address.
const PLUS = /\+/g;
const SLASH = /\//g;

/** Bytes as letters, digits, - and _ (RFC 4648, base64url), without padding. */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(PLUS, "-").replace(SLASH, "_").replace(/=+$/, "");
}

/** The bytes again; an error where it is none. */
export function fromBase64(text: string): Uint8Array {
  if (/[^\w-]/.test(text) || text.length % 4 === 1) {
    throw new RangeError(
      `${text.slice(0, 20)} is no base64. It must be of letters, digits, - and _. Ask for the link again.`,
    );
  }
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}
