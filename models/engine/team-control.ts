/**
 * What the threads of a search share besides its tables: a block of words to agree on who does what.
 *
 * @module
 */
import { GATE_WORDS } from "./gate.ts"
import { MOST_WORDS } from "./words.ts"
import { CHUNK } from "./frontier.ts"
import type { Found } from "./properties.ts"

let word = GATE_WORDS
/** Counts the levels: members wait for it to change. */
export const LEVEL = word++
/** The next chunk of the level to be expanded, and how many there are. */
export const CURSOR = word++
export const CHUNKS_OF_LEVEL = word++
/** Chunks of the next level that members have handed in. */
export const HANDED_IN = word++
/** Members that are done with the level. */
export const DONE = word++
/** Odd: nobody goes on with another chunk before it is even. */
export const PAUSE = word++
/** Members that have paused. */
export const PAUSED = word++
/** 1: no more chunks of this level. */
export const STOP = word++
/** 1: there are no more levels. */
export const QUIT = word++
/** 1: the level is the last of a bounded search. */
export const LAST = word++
/** Chunks there are in the frontier, and blocks of numbers of states. */
export const CHUNKS = word++
export const BLOCKS = word++
/** States that may be in memory, 0: any number; and states whose links are on disk. */
export const IN_MEMORY = word++
export const ON_DISK = word++
/** Members that have the tables, and wait for a level. */
export const READY = word++
/** Members that cannot go on. */
export const FAILED = word++

/** From here on two words for each table of fingerprints. */
export const TABLES = word

/** Words of a list of chunks: of the level, then of the next. */
export const LIST = MOST_WORDS / CHUNK

/** States are numbered in blocks of so many, each by one thread. */
export const BLOCK = 1 << 12

/** A member's figures, as 64-bit numbers. */
export const UNIQUE = 0
export const GENERATED = 1
export const EXPANDED = 2
export const FIGURES = 3

/** How another thread makes the same model: what `name` exports from `module` (a URL), called with `args` if it is a function. */
export interface ModelReference {
  readonly module: string
  readonly name: string
  /** Plain data. */
  readonly args?: readonly unknown[]
  /** Modules that are imported before: hooks that teach Node another language, say. URLs. */
  readonly imports?: readonly string[]
}

/** What a member is given. */
export interface Hiring {
  readonly member: number
  readonly model: ModelReference
  readonly modelName: string
  readonly symmetry: boolean
  readonly control: SharedArrayBuffer
  readonly lists: SharedArrayBuffer
  readonly figures: SharedArrayBuffer
  readonly ledger: SharedArrayBuffer
  readonly frontier: SharedArrayBuffer
  readonly links: SharedArrayBuffer
  /** Of states, then of what properties were asked. */
  readonly fingerprints: readonly SharedArrayBuffer[]
}

/** What a member says when it leaves. */
export type Farewell =
  | { readonly calls: number }
  | { readonly error: unknown }
  /** A property threw, and where it was asked. */
  | { readonly property: string; readonly message: string; readonly found: Found | undefined }

/** If there is a pause, gets ready for it and waits until it is over. */
export const pauseIfAsked = (control: Int32Array, getReady: () => void): boolean => {
  let paused = false
  for (;;) {
    const epoch = Atomics.load(control, PAUSE)
    if ((epoch & 1) === 0) return paused
    if (!paused) getReady()
    paused = true
    Atomics.add(control, PAUSED, 1)
    Atomics.notify(control, PAUSED)
    while (Atomics.load(control, PAUSE) === epoch) Atomics.wait(control, PAUSE, epoch, 100)
  }
}

/** Asks everybody to pause, if nobody has. */
export const askForPause = (control: Int32Array): void => {
  const epoch = Atomics.load(control, PAUSE)
  if ((epoch & 1) === 0) Atomics.compareExchange(control, PAUSE, epoch, epoch + 1)
}
