/** A box of an ISO media file: its type, and where its content begins and ends. */
interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** The boxes that lie in a range, one beside the other; up to the first that is not sound. */
function listBoxes(bytes: Buffer, start: number, end: number): readonly Box[] {
  const boxes: Box[] = [];
  for (let at = start; at + 8 <= end;) {
    const size = bytes.readUInt32BE(at) || end - at;
    if (size < 8 || at + size > end) {
      break;
    }
    boxes.push({ type: bytes.toString("latin1", at + 4, at + 8), start: at + 8, end: at + size });
    at += size;
  }
  return boxes;
}

function find(bytes: Buffer, inside: Box, type: string, skip = 0): Box | undefined {
  return listBoxes(bytes, inside.start + skip, inside.end).find((box) => box.type === type);
}

/** Version and flags, which some boxes begin with. */
const versionBytes = 4;

/**
 * Whether an AVIF says that its alpha plane is stored in a limited range (16–235), as its colours may be: the
 * colour box of the item that an alpha plane is says so (ISO/IEC 23000-22).
 */
export function isAlphaLimited(bytes: Buffer): boolean {
  const file: Box = { type: "", start: 0, end: bytes.length };
  const meta = find(bytes, file, "meta");
  const properties = meta && find(bytes, meta, "iprp", versionBytes);
  const container = properties && find(bytes, properties, "ipco");
  const associations = properties && find(bytes, properties, "ipma");
  if (container === undefined || associations === undefined) {
    return false;
  }
  const listed = listBoxes(bytes, container.start, container.end);
  const isAlpha = ({ type, start, end }: Box): boolean =>
    type === "auxC" && bytes.toString("latin1", start, end).includes(":auxid:1");
  const isAlphaUrn = ({ type, start, end }: Box): boolean =>
    type === "auxC" && bytes.toString("latin1", start, end).includes("auxiliary:alpha");
  const isLimited = ({ type, start, end }: Box): boolean =>
    type === "colr" &&
    bytes.toString("latin1", start, start + 4) === "nclx" &&
    ((bytes[end - 1] ?? 0xff) & 0x80) === 0;
  return readAssociations(bytes, associations).some((numbers) => {
    const own = numbers.flatMap((number) => listed[number - 1] ?? []);
    return own.some((box) => isAlpha(box) || isAlphaUrn(box)) && own.some(isLimited);
  });
}

/** The numbers of each item's properties, from 1. */
function readAssociations(bytes: Buffer, { start, end }: Box): readonly (readonly number[])[] {
  if (start + 8 > end) {
    return [];
  }
  const idBytes = bytes[start] === 0 ? 2 : 4;
  const isWide = ((bytes[start + 3] ?? 0) & 1) === 1;
  const items: number[][] = [];
  let at = start + 8;
  for (let left = bytes.readUInt32BE(start + 4); left > 0 && at + idBytes < end; left -= 1) {
    const count = bytes[at + idBytes] ?? 0;
    at += idBytes + 1;
    const size = isWide ? 2 : 1;
    const last = Math.min(end, at + count * size);
    const numbers: number[] = [];
    for (; at + size <= last; at += size) {
      // The highest bit says only that the property is essential.
      numbers.push(isWide ? bytes.readUInt16BE(at) & 0x7fff : (bytes[at] ?? 0) & 0x7f);
    }
    items.push(numbers);
  }
  return items;
}
