/**
 * The entries of a DLedger member as they are on disk, ours or RocketMQ's: where they end, and where two members differ.
 *
 * @module
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { ledgerFormat } from "../store/ledger-format.ts"
import { ledgerHome } from "../store/ledger-files.ts"
import type { Kind } from "./served.ts"

export interface Ledger {
  readonly store: string
  readonly member: string
  readonly kind: Kind
}

export interface LedgerEnd {
  /** The last entry; −1 without any. */
  readonly last: number
  /** The position behind it. */
  readonly end: number
}

const dataOf = ({ store, member }: Ledger): string => join(ledgerHome(store, member), "data")

const filesOf = (ledger: Ledger): readonly string[] => (existsSync(dataOf(ledger)) ? readdirSync(dataOf(ledger)).filter((name) => /^\d{20}$/.test(name)).sort() : [])

/** What RocketMQ's has truncated is there still, behind its end; its checkpoint, of every 3 s, says where that is. */
const lastSaid = ({ store, member, kind }: Ledger): number => {
  const file = join(ledgerHome(store, member), "checkpoint")
  if (kind !== "RocketMQ" || !existsSync(file)) return Infinity
  return Number(/^endIndex=(-?\d+)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? Infinity)
}

export const endOfLedger = (ledger: Ledger): LedgerEnd => {
  const { headerSize, blankSize, headerProblem, isBlank, indexIn, sizeOf } = ledgerFormat
  const upTo = lastSaid(ledger)
  let last = -1
  let end = 0
  for (const name of filesOf(ledger)) {
    const bytes = readFileSync(join(dataOf(ledger), name))
    let at = 0
    while (at + headerSize <= bytes.length) {
      const header = bytes.subarray(at, at + headerSize)
      const left = bytes.length - at
      if (isBlank(header, left)) break
      const index = indexIn?.(header) ?? -1
      if (headerProblem(header, Number(name) + at, left - blankSize) !== undefined || (last >= 0 && index !== last + 1) || index > upTo) return { last, end }
      last = index
      at += sizeOf(header)
      end = Number(name) + at
    }
  }
  return { last, end }
}

const bytesUpTo = (ledger: Ledger, name: string, end: number): Buffer => {
  const path = join(dataOf(ledger), name)
  return existsSync(path) ? readFileSync(path).subarray(0, Math.max(0, end - Number(name))) : Buffer.alloc(0)
}

/** Where two members' entries differ; `undefined`: nowhere. */
export const ledgerDifference = (a: Ledger, b: Ledger): string | undefined => {
  const [ofA, ofB] = [endOfLedger(a), endOfLedger(b)]
  if (ofA.last !== ofB.last) return `${a.member} has ${ofA.last + 1} entries, ${b.member} ${ofB.last + 1}`
  for (const name of filesOf(a)) {
    if (Number(name) >= ofA.end) break
    const [one, other] = [bytesUpTo(a, name, ofA.end), bytesUpTo(b, name, ofB.end)]
    if (!one.equals(other)) return `${name} of ${a.member} and of ${b.member} differ from byte ${one.findIndex((byte, i) => byte !== other[i])} on`
  }
  return undefined
}

