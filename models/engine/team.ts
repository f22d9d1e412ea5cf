/**
 * A search with the help of other threads: one table of fingerprints, one frontier, and tables of transitions that each
 * thread has and a ledger keeps alike. Level by level: nobody begins with one before everybody is done with the last, so
 * traces are as short as with one thread, and counts are the same.
 *
 * @module
 */
import { receiveMessageOnPort, MessageChannel, Worker, type MessagePort } from "node:worker_threads"
import { Gate } from "./gate.ts"
import { Ledger } from "./ledger.ts"
import type { AnyModel } from "./model.ts"
import { PropertyThrew } from "./properties.ts"
import type { Search } from "./search.ts"
import * as C from "./team-control.ts"
import { Words } from "./words.ts"

/** Milliseconds of waiting between two looks at the clock. */
const PATIENCE = 20

export class Team {
  private readonly search: Search
  private readonly control: Int32Array
  private readonly lists = new Int32Array(new SharedArrayBuffer(C.LIST * 2 * 4))
  private readonly figures: Float64Array
  private readonly ledger: Ledger
  private readonly members: readonly Worker[]
  private readonly ports: readonly MessagePort[]
  private joined = false
  private lost: string | undefined

  /** Hires `threads` - 1 more: they make the model, read the tables, and join at the next level after that. */
  constructor(search: Search, model: AnyModel, reference: C.ModelReference, threads: number, symmetry: boolean) {
    this.search = search
    this.control = new Int32Array(new SharedArrayBuffer(search.controlWords * 4))
    this.figures = new Float64Array(new SharedArrayBuffer(threads * C.FIGURES * 8))
    this.ledger = new Ledger(new Words(1 << 16), search.transitions, new Gate(this.control), (id, found) => search.decisions.note(id, found))
    this.ledger.words.share()
    this.ledger.alone(() => this.ledger.writeAll())
    this.ledger.follow()
    const { fingerprints, frontier, links } = search.share(this.control)
    const channels = Array.from({ length: threads - 1 }, () => new MessageChannel())
    this.ports = channels.map(({ port1 }) => port1)
    this.members = channels.map(({ port2 }, i) => {
      const hiring: C.Hiring & { readonly port: MessagePort } = {
        member: i + 1,
        model: reference,
        modelName: model.name,
        symmetry,
        control: this.control.buffer as SharedArrayBuffer,
        lists: this.lists.buffer as SharedArrayBuffer,
        figures: this.figures.buffer as SharedArrayBuffer,
        ledger: this.ledger.words.share(),
        frontier,
        links,
        fingerprints,
        port: port2
      }
      const worker = new Worker(new URL("./team-member.js", import.meta.url), { workerData: hiring, transferList: [port2] })
      worker.unref()
      worker.on("error", (error) => (this.lost = error.message))
      worker.on("exit", (code) => (this.lost ??= `it ended with code ${code}`))
      return worker
    })
    this.ports.forEach((port) => port.unref())
  }

  /** States and successors that the others found, and states that they expanded. */
  get others(): { readonly unique: number; readonly generated: number; readonly expanded: number } {
    const sum = (figure: number): number => this.members.reduce((total, _, i) => total + (this.figures[(i + 1) * C.FIGURES + figure] as number), 0)
    return { unique: sum(C.UNIQUE), generated: sum(C.GENERATED), expanded: sum(C.EXPANDED) }
  }

  /** Until everybody is ready. */
  wait(): void {
    for (;;) {
      const ready = Atomics.load(this.control, C.READY)
      if (ready === this.members.length) return
      this.complain()
      Atomics.wait(this.control, C.READY, ready, PATIENCE)
    }
  }

  /** Threads that took part. */
  get threads(): number {
    return this.joined ? 1 + this.members.length : 1
  }

  /** The chunks of the level that fall to this thread. The others take theirs as soon as they can. */
  *begin(isLast: boolean): Generator<number> {
    const { control, lists, members, search } = this
    const { current } = search.frontier
    this.joined ||= Atomics.load(control, C.READY) === members.length
    if (!this.joined) {
      this.complain()
      for (const chunk of current) {
        yield chunk
        search.publish()
        if ((Atomics.load(control, C.PAUSE) & 1) === 1) this.grow()
      }
      return
    }
    lists.set(current)
    control[C.CHUNKS_OF_LEVEL] = current.length
    control[C.CURSOR] = control[C.HANDED_IN] = control[C.DONE] = control[C.STOP] = 0
    control[C.LAST] = isLast ? 1 : 0
    Atomics.add(control, C.LEVEL, 1)
    Atomics.notify(control, C.LEVEL)
    for (const chunk of search.chunks(lists, () => this.grow())) {
      yield chunk
      search.publish()
    }
  }

  /** Waits for the others, and takes in what they found. Gives a breath now and then. */
  *end(stop: boolean): Generator<void> {
    if (!this.joined) return
    const { control, lists, members, search } = this
    if (stop) Atomics.store(control, C.STOP, 1)
    for (;;) {
      const done = Atomics.load(control, C.DONE)
      if (done === members.length) break
      this.complain()
      if ((Atomics.load(control, C.PAUSE) & 1) === 1) this.grow()
      else Atomics.wait(control, C.DONE, done, PATIENCE)
      yield
    }
    this.ledger.catchUp()
    const { frontier } = search
    frontier.refresh()
    frontier.next = [...frontier.take(), ...lists.subarray(C.LIST, C.LIST + Atomics.load(control, C.HANDED_IN))]
  }

  /** Sends the others home; returns what they counted. */
  dismiss(): readonly { readonly calls: number }[] {
    Atomics.store(this.control, C.STOP, 1)
    Atomics.store(this.control, C.QUIT, 1)
    Atomics.add(this.control, C.LEVEL, 1)
    Atomics.notify(this.control, C.LEVEL)
    const said = this.joined ? this.ports.map((port) => this.hear(port)) : []
    this.members.forEach((worker) => void worker.terminate())
    return said
  }

  private hear(port: MessagePort): { readonly calls: number } {
    for (let tries = 0; tries < 500; tries++) {
      const heard = receiveMessageOnPort(port) as { readonly message: C.Farewell } | undefined
      if (heard === undefined) Atomics.wait(this.control, C.LEVEL, Atomics.load(this.control, C.LEVEL), 10)
      else if ("calls" in heard.message) return heard.message
      else throw this.errorOf(heard.message)
    }
    throw new Error("workers: a thread of the search does not answer")
  }

  /** Everybody pauses; then the table of fingerprints is made longer. */
  private grow(): void {
    const { control, members, search } = this
    while (this.joined) {
      const paused = Atomics.load(control, C.PAUSED)
      if (paused + Atomics.load(control, C.DONE) === members.length) break
      this.complain()
      Atomics.wait(control, C.PAUSED, paused, PATIENCE)
    }
    search.makeRoom()
    if (search.isFull) search.settle([...this.lists.subarray(C.LIST, C.LIST + Atomics.load(control, C.HANDED_IN))], true)
    Atomics.store(control, C.PAUSED, 0)
    Atomics.add(control, C.PAUSE, 1)
    Atomics.notify(control, C.PAUSE)
  }

  /** Throws what a member threw. */
  private complain(): void {
    if (Atomics.load(this.control, C.FAILED) > 0) for (const port of this.ports) this.hearError(port)
    if (this.lost !== undefined) throw new Error(`workers: a thread of the search is gone: ${this.lost}`)
  }

  private hearError(port: MessagePort): void {
    const heard = receiveMessageOnPort(port) as { readonly message: C.Farewell } | undefined
    if (heard !== undefined && !("calls" in heard.message)) throw this.errorOf(heard.message)
  }

  /** What a member threw before it left: nobody waits for it any more. */
  private errorOf(farewell: Exclude<C.Farewell, { readonly calls: number }>): unknown {
    this.joined = false
    if ("error" in farewell) return farewell.error
    // The run to it is told from the tables: it takes what the member had learnt.
    this.ledger.catchUp()
    const threw = new PropertyThrew(farewell.property, new Error(farewell.message))
    if (farewell.found !== undefined) threw.found = farewell.found
    return threw
  }
}
