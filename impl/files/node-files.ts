/**
 * `Files` on the machine's own file system.
 *
 * @module
 */
import * as fs from "node:fs"
import { crc32 } from "node:zlib"
import * as Layer from "effect/Layer"
import { type Done, type FileHandle, Files } from "./files.ts"

class NodeFile implements FileHandle {
  readonly path: string
  private readonly fd: number
  private syncing = 0
  private closed = false

  constructor(path: string) {
    this.path = path
    this.fd = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o644)
  }

  size(): number {
    return fs.fstatSync(this.fd).size
  }

  write(buffer: Uint8Array, position: number): void {
    this.ensureOpen()
    for (let at = 0; at < buffer.length; ) at += fs.writeSync(this.fd, buffer, at, buffer.length - at, position + at)
  }

  read(buffer: Uint8Array, position: number, length: number): number {
    this.ensureOpen()
    let at = 0
    while (at < length) {
      const count = fs.readSync(this.fd, buffer, at, length - at, position + at)
      if (count === 0) break
      at += count
    }
    return at
  }

  truncate(size: number): void {
    this.ensureOpen()
    fs.ftruncateSync(this.fd, size)
  }

  sync(done: Done): void {
    this.ensureOpen()
    this.syncing++
    fs.fdatasync(this.fd, (error) => {
      this.syncing--
      if (this.closed && this.syncing === 0) fs.closeSync(this.fd)
      if (error) done(error)
      else done()
    })
  }

  syncNow(): void {
    this.ensureOpen()
    fs.fsyncSync(this.fd)
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    // While an fdatasync is under way the descriptor must stay this file's: the number could be given to another one.
    if (this.syncing === 0) fs.closeSync(this.fd)
  }

  private ensureOpen(): void {
    if (this.closed) throw new Error(`${this.path} is closed`)
  }
}

const syncDir = (dir: string): void => {
  const fd = fs.openSync(dir, fs.constants.O_RDONLY)
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

/** Linux numbers its boots at random. */
const bootOf = (): number => {
  try {
    return crc32(fs.readFileSync("/proc/sys/kernel/random/boot_id"))
  } catch {
    return 0
  }
}

let boot: number | undefined

export const nodeFiles: Files = {
  open: (path) => new NodeFile(path),
  list: (dir) => fs.readdirSync(dir).toSorted(),
  exists: (path) => fs.existsSync(path),
  remove: (path) => fs.rmSync(path, { recursive: true }),
  rename: (from, to) => fs.renameSync(from, to),
  mkdir: (dir) => void fs.mkdirSync(dir, { recursive: true }),
  syncDir,
  power: () => (boot ??= bootOf())
}

export const layer: Layer.Layer<Files> = Layer.succeed(Files, nodeFiles)
