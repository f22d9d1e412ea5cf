/**
 * What a cluster for integration tests is asked, and what it does.
 *
 * @module
 */
import type { Mode } from "../cluster/modes.ts"
import type { NodeState } from "../cluster/node.ts"
import type { Acked } from "./acks.ts"
import type { SentTo } from "./client.ts"
import type { NodeEvents } from "./last-events.ts"
import type { TopicMessage } from "./messages.ts"

export interface StartOptions {
  /** Default: `dledger`. */
  readonly mode?: Mode
  /** Groups of brokers: broker-a, broker-b, … Default: 2 in `multi-master`, else 1. */
  readonly groups?: number
  /** Brokers of a group, all of them counted. Default by mode: 1, 2, 2, 3. */
  readonly replicas?: number
  /** Default: 1. */
  readonly namesrvs?: number
  /** Of the first NameServer. Default: any free one. */
  readonly port?: number
  /** Default: `sync` in `dledger` (an ack waits for the disks of a majority), else `async`. */
  readonly flush?: "sync" | "async"
  /** Keys of brokers, as in `cluster --set`: `{ slaveReadEnable: true }`. */
  readonly set?: Readonly<Record<string, string | number | boolean>>
  /** Topics that are there once the cluster is. */
  readonly topics?: readonly string[]
  /** Every broker as a process of its own, so that `kill` is a kill -9. Default: all in this process. */
  readonly processes?: boolean
  /** A rule changed to a historical bug: see `rocketproof mutants --list`. */
  readonly mutant?: string
  /** Where nodes store. Default: a temporary directory that goes with the cluster. */
  readonly data?: string
  /** How long the brokers may take until all serve, in milliseconds. Default: 30,000. */
  readonly readyTimeoutMs?: number
}

export interface SendOptions {
  readonly tags?: string
  /** Separated by blanks. */
  readonly keys?: string
  readonly properties?: Readonly<Record<string, string>>
}

/** See {@link Cluster.network}. */
export interface BadNetwork {
  readonly from?: string
  readonly to?: string
  readonly kind?: string
  readonly drop?: number
  readonly delayMs?: number
  readonly reorder?: number
}

/** A node, as it is now. */
export interface NodeNow extends NodeState {
  readonly up: boolean
  readonly paused: boolean
}

export interface UntilOptions {
  /** Default: 30,000. */
  readonly timeoutMs?: number
}

/**
 * A running cluster. Nodes are named by a stable name (`broker-a/n1`, `namesrv/0`), an address, or a role (`broker-a/leader`,
 * `broker-a/master`, `broker-a/follower`, `broker-a/slave`). Calls reject with an error that names what there is.
 */
export interface Cluster {
  /** For clients: `127.0.0.1:9876`, several separated by semicolons. */
  readonly namesrvAddr: string
  /** Where nodes store; gone after {@link Cluster.stop} unless it was given. */
  readonly data: string
  readonly nodes: () => Promise<readonly NodeNow[]>
  /** The leader or master that serves; waits for one. Default: of broker-a. */
  readonly leader: (group?: string, options?: UntilOptions) => Promise<NodeNow>
  /** Resolves once every group serves and every NameServer knows it. */
  readonly ready: (options?: UntilOptions) => Promise<void>
  /** As kill -9 does: what was written and not on disk survives. Resolves to the node's name. */
  readonly kill: (node: string) => Promise<string>
  /** What no completed fsync covers is gone. Modes with brokers only. */
  readonly powerLoss: (node: string) => Promise<string>
  /** Its disk is lost; it stays down until it is restarted. */
  readonly wipe: (node: string) => Promise<string>
  readonly restart: (node: string) => Promise<string>
  /** It is silent, and so are its connections, until {@link Cluster.resume}. */
  readonly pause: (node: string) => Promise<string>
  readonly resume: (node: string) => Promise<string>
  /** An operator makes a slave the master; the old one must be down. */
  readonly promote: (node: string) => Promise<string>
  /** Members of different lists do not hear each other. */
  readonly partition: (...groups: readonly (readonly string[])[]) => Promise<void>
  /** One way: `to` hears nothing from `from`. */
  readonly cut: (from: string, to: string) => Promise<void>
  /**
   * What happens to messages between brokers: lost (`drop`: the share, from 0 to 1), late (`delayMs`), or overtaken by later ones
   * (`reorder`: the share). Of some nodes or kinds (as `AppendEntries`) only, if they are named. Until {@link Cluster.heal}.
   */
  readonly network: (rule: BadNetwork) => Promise<void>
  /** Cut links and bad ones are good again. */
  readonly heal: () => void
  /** Its clock shows `skewMs` more (or less) than the machine's; it goes `advanceMs` forward, and what waited for that happens. All nodes, if none is named. */
  readonly clock: (fault: { readonly advanceMs?: number; readonly skewMs?: number }, node?: string) => Promise<void>
  /** Each fsync takes `slowMs` longer; so manieth write or fsync from now on fails with EIO (1: the next one). */
  readonly disk: (node: string, fault: { readonly slowMs?: number; readonly failWrite?: number; readonly failFsync?: number }) => Promise<string>
  /** Waits until the condition holds of the nodes; what it resolves to, if it is not false or undefined. */
  readonly until: <T>(what: string, condition: (nodes: readonly NodeNow[]) => T | Promise<T>, options?: UntilOptions) => Promise<Exclude<T, false | undefined | null>>
  readonly createTopic: (topic: string, queues?: number) => Promise<void>
  /** Sends until a broker answers SEND_OK, for tests that need a message and no client of their own. Creates the topic if there is none. */
  readonly send: (topic: string, body: string | Buffer, options?: SendOptions) => Promise<SentTo>
  /** All that a consumer can read of a topic now, queue by queue, each in its order. */
  readonly messages: (topic: string) => Promise<readonly TopicMessage[]>
  /** What every node took and gave out, its last events last. */
  readonly journal: (last?: number) => Promise<readonly NodeEvents[]>
  /**
   * Holds the run so far against the spec: every step of every node, messages against sends, one leader a term, and every acked
   * message there unless the promise table admits its loss after the faults of this test. Rejects with what is wrong.
   */
  readonly assertPromises: () => Promise<{ readonly events: number; readonly acked: number; readonly lost: readonly Acked[] }>
  /** The control API over HTTP, for tests in other languages; opened at the first call. */
  readonly control: () => Promise<string>
  readonly stop: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}
