/**
 * Which entries of the log have a key: chains by hash, newest first, 8 bytes a key. Derived from the log like the queues, and
 * filled anew with them at a start. What a chain names has to be looked at: two keys may share it.
 *
 * RocketMQ `IndexFile`, which is on disk and keeps hash and time too.
 *
 * @module
 */
const SLOTS = 1 << 20
/** Keys in one chunk. */
const CHUNK = 1 << 15

interface Chunk {
  readonly entries: Uint32Array
  /** Number of the key before in its chain; 0 = none. Keys are numbered from 1 on. */
  readonly before: Uint32Array
}

export class KeyIndex {
  private slots: Uint32Array | undefined
  private chunks: Chunk[] = []
  private count = 0

  /** The entry at `index` has this key. Entries come in ascending order. */
  put(key: string, index: number): void {
    this.slots ??= new Uint32Array(SLOTS)
    const slot = slotOf(key)
    const at = this.count % CHUNK
    if (at === 0) this.chunks.push({ entries: new Uint32Array(CHUNK), before: new Uint32Array(CHUNK) })
    const chunk = this.chunks[this.chunks.length - 1] as Chunk
    chunk.entries[at] = index
    chunk.before[at] = this.slots[slot] as number
    this.slots[slot] = ++this.count
  }

  /** Entries that may have this key, the newest first. */
  *candidates(key: string): Generator<number> {
    let number = this.slots?.[slotOf(key)] ?? 0
    while (number > 0) {
      const chunk = this.chunks[Math.floor((number - 1) / CHUNK)] as Chunk
      const at = (number - 1) % CHUNK
      yield chunk.entries[at] as number
      number = chunk.before[at] as number
    }
  }

  clear(): void {
    this.slots = undefined
    this.chunks = []
    this.count = 0
  }
}

/** FNV-1a: Java's own hash code puts keys that end in a counter into few chains. */
const slotOf = (key: string): number => {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 20)) & (SLOTS - 1)
}
