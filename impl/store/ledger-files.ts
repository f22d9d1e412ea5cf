/**
 * The small files of a released DLedger's member, in `dledger-<self>` beside its entries: term and vote, and how far was committed.
 * Properties, as Java writes them; each is replaced as a whole, and its predecessor stays as `.bak`.
 *
 * DLedger 0.3.1.2 `MemberState.persistTerm`, `DLedgerMmapFileStore.persistCheckPoint`, `IOUtils.string2File`.
 *
 * @module
 */
import type { HardState } from "../../spec/raft/state.ts"
import { type Done, type Files, mkdirDurably } from "../files/files.ts"
import { JsonFile, type JsonShape } from "./json-file.ts"

/** Where a member has its entries, and what belongs to them. `DLedgerConfig.getDefaultPath`. */
export const ledgerHome = (dir: string, self: string): string => `${dir}/dledger-${self}`

/** Term, vote and standing of a member, wherever they are. */
export interface HardStateStore {
  readonly load: () => { readonly value: HardState } | undefined
  readonly save: (value: HardState, done: Done) => void
  readonly saveNow: (value: HardState) => void
  readonly close: () => void
}

const read = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")).trim(), line.slice(line.indexOf("=") + 1).trim()] as const)
  )

const numberIn = (text: string, key: string): number => {
  const value = read(text).get(key)
  if (value === undefined || !/^-?\d+$/.test(value)) throw new Error(`${key}=${value ?? ""}: no whole number`)
  return Number(value)
}

const termShape: JsonShape<HardState> = {
  read: (text) => {
    const votedFor = read(text).get("voteLeader") ?? ""
    return { term: numberIn(text, "currTerm"), votedFor: votedFor === "" ? null : votedFor, voter: true }
  },
  write: ({ term, votedFor }) => `currTerm=${term}\nvoteLeader=${votedFor ?? ""}\n`
}

/** `currterm`. A member of a released group always votes. */
export const currentTermFile = (files: Files, home: string): HardStateStore => {
  mkdirDurably(files, home)
  const file = new JsonFile(files, `${home}/currterm`, termShape)
  return { load: () => file.load(), save: (value, done) => file.save(value, done), saveNow: (value) => file.saveNow(value), close: () => {} }
}

export interface Checkpoint {
  readonly endIndex: number
  readonly committedIndex: number
}

const checkpointShape: JsonShape<Checkpoint> = {
  read: (text) => ({ endIndex: numberIn(text, "endIndex"), committedIndex: numberIn(text, "committedIndex") }),
  write: ({ endIndex, committedIndex }) => `endIndex=${endIndex}\ncommittedIndex=${committedIndex}\n`
}

/** `checkpoint`: a hint. What it says of an end may be older than the end. */
export const checkpointFile = (files: Files, home: string): JsonFile<Checkpoint> => new JsonFile(files, `${home}/checkpoint`, checkpointShape)
