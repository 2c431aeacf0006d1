/** A safetensors file put together by hand, so that every part of it can be wrong. */
export function rawFile(
  header: string | Uint8Array,
  data: Uint8Array | readonly number[] = [],
  announced?: bigint,
): Uint8Array {
  const head = typeof header === 'string' ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + head.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, announced ?? BigInt(head.length), true);
  bytes.set(head, 8);
  bytes.set(data, 8 + head.length);
  return bytes;
}

/** The header's entry of one tensor, as text. */
export function entryText(name: string, dtype: string, shape: string, offsets: string): string {
  return `${JSON.stringify(name)}:{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;
}

/** A file with one tensor called `w`. */
export function oneTensor(dtype: string, shape: string, data: readonly number[]): Uint8Array {
  return rawFile(`{${entryText('w', dtype, shape, `[0,${data.length}]`)}}`, data);
}
