/** Cryptographic random bytes, as an argument. */
export type RandomBytes = (length: number) => Uint8Array
