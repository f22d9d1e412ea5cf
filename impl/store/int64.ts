/**
 * Java's `long`, big-endian, for the integers that a double holds exactly (±2^53).
 *
 * @module
 */
const HIGH = 0x1_0000_0000

export const writeInt64 = (buffer: Buffer, value: number, offset: number): void => {
  buffer.writeInt32BE(Math.floor(value / HIGH), offset)
  buffer.writeUInt32BE(value >>> 0, offset + 4)
}

export const readInt64 = (buffer: Buffer, offset: number): number =>
  buffer.readInt32BE(offset) * HIGH + buffer.readUInt32BE(offset + 4)

/** A position in a file list as a file name: 20 digits. DLedger `DLedgerUtils.offset2FileName`. */
export const fileName = (position: number): string => String(position).padStart(20, "0")
