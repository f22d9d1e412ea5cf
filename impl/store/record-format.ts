/**
 * What a record of the log is as bytes: the one thing in which the log of a DLedger group (`dledger-format.ts`) and that of a
 * master and its slaves (`message-format.ts`) differ.
 *
 * @module
 */

export interface Header {
  readonly index: number
  readonly term: number
  /** Where the record begins in the log. */
  readonly position: number
}

/** What the record before says of the next one. */
export interface Before {
  /** The index that the next record has. */
  readonly next: number
  readonly term: number
  readonly chainCrc: number
}

export interface RecordFormat {
  readonly name: "DLedger" | "DLedger 0.3.1.2" | "RocketMQ"
  /** Bytes of a record before what its owner calls the body. 0: the body is the record, and has its place written in it. */
  readonly bodyOffset: number
  /** Bytes that `headerProblem` and `sizeOf` look at. */
  readonly headerSize: number
  /** Bytes of the mark that the rest of a segment is blank. */
  readonly blankSize: number
  /** A segment has its whole length from the start; what was not written reads as zeros. */
  readonly preallocates: boolean
  /** A record that is broken stays, if others are behind it: it is an entry that is not served. Else the log ends before it. */
  readonly keepsBroken: boolean
  /** What was cut may still be there behind the end: what a released DLedger has truncated it leaves, and goes over it later. */
  readonly leavesRemains: boolean
  /** Bytes that every record has at this place: one of these. */
  readonly signature: readonly { readonly bytes: Buffer; readonly at: number }[]
  /** Writes the record to the start of `target`; its chainCrc. */
  readonly encode: (target: Buffer, header: Header, body: Uint8Array, previousCrc: number) => number
  readonly encodeBlank: (left: number) => Buffer
  /** Is the rest of the segment, `left` bytes, blank from the start of `header` on? */
  readonly isBlank: (header: Buffer, left: number) => boolean
  /** Bytes of the whole record. */
  readonly sizeOf: (header: Buffer) => number
  readonly termOf: (record: Buffer) => number
  readonly chainCrcOf: (record: Buffer) => number
  /** What is wrong with a header by itself, at `position` in the log with `left` bytes up to the end of its segment. */
  readonly headerProblem: (header: Buffer, position: number, left: number) => string | undefined
  /** What is wrong with it as the next one. Restores `header`. */
  readonly orderProblem: (header: Buffer, before: Before) => string | undefined
  /** What is wrong with a whole record whose header is right. `mayHaveHoles`: pages of it may have been lost with the power. */
  readonly recordProblem: (record: Buffer, mayHaveHoles?: boolean) => string | undefined
  /** When it was stored, if it says so: milliseconds since 1970. */
  readonly storedAt: (record: Buffer) => number
  /** Where in the log it was made for, if its body says so. */
  readonly placeIn: (body: Uint8Array) => number | undefined
  /** The index of a record; `undefined`: it does not say so. */
  readonly indexIn: ((record: Buffer) => number) | undefined
  /** May it be of an index from `least` to `most`? */
  readonly mayBeOf: (record: Buffer, least: number, most: number) => boolean
}

/** What stands where a record should begin, if nothing was ever written there. */
export const NO_RECORD = "no record (zeros)"
