/**
 * Single brokers for tests, over real sockets and simulated disks.
 *
 * @module
 */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Config, defaults } from "../../spec/broker/config.ts"
import { dledger } from "../../spec/modes/dledger.ts"
import { type BrokerOptions, type RunningBroker, startBroker } from "../broker/broker.ts"
import { Files } from "../files/files.ts"
import { MemoryFiles } from "../files/memory-files.ts"
import { freePorts } from "../cluster/ports.ts"
import { noJournal, openJournal } from "../journal/journal.ts"
import { layer as networkLayer } from "../layers/node-network.ts"
import { layer as timersLayer } from "../layers/timers.ts"
import { until } from "./client.ts"
import { calm } from "./clusters.ts"

const HOST = "127.0.0.1"

export interface TestDisk {
  readonly files: MemoryFiles
  /** From now on no fsync ends. */
  readonly stick: () => void
  /** Everything that no fsync has covered is gone; fsyncs work again. */
  readonly losePower: () => void
}

export const testDisk = (): TestDisk => {
  let stuck = false
  const files = new MemoryFiles({
    schedule: (complete) => {
      if (!stuck) setImmediate(complete)
    }
  })
  return {
    files,
    stick: () => {
      stuck = true
    },
    losePower: () => {
      stuck = false
      files.powerLoss(() => 0)
    }
  }
}

export interface TestMember {
  readonly id: string
  readonly disk: TestDisk
  readonly broker: () => RunningBroker
  /** Starts its next life. */
  readonly start: () => Promise<void>
  /** As kill -9 does. */
  readonly kill: () => void
}

export interface GroupOptions {
  readonly size: number
  readonly machine?: BrokerOptions["machine"]
  readonly mutant?: string
  /** Where journals go: `ID/journal-LIFE.jsonl`. */
  readonly journals?: string
}

export const journalFile = (journals: string, id: string, life: number): string => {
  mkdirSync(join(journals, id), { recursive: true })
  return join(journals, id, `journal-${life}.jsonl`)
}

/** A group without NameServers, started; its leader is found by {@link leaderOf}. */
export const startGroup = async ({ size, machine = dledger, mutant, journals }: GroupOptions): Promise<readonly TestMember[]> => {
  const ports = await freePorts(2 * size, HOST)
  const ids = Array.from({ length: size }, (_, i) => `n${i}`)
  const peerAt = new Map(ids.map((id, i) => [id, { host: HOST, port: ports[i] as number }]))
  const members = ids.map((id, i): TestMember => {
    const disk = testDisk()
    const config: Config = { ...defaults, ...calm, dLegerSelfId: id, peers: ids.filter((other) => other !== id) }
    let running: RunningBroker | undefined
    let life = 0
    return {
      id,
      disk,
      broker: () => {
        if (running === undefined) throw new Error(`${id} is down`)
        return running
      },
      start: async () => {
        life++
        const head = { journal: "rocketproof", version: 1, machine: "dledger", node: `broker-a/${id}`, life, ...(mutant === undefined ? {} : { mutant }), config } as const
        running = await Effect.runPromise(
          startBroker({
            machine,
            config,
            listenAt: { host: HOST, port: ports[size + i] as number },
            advertiseHost: HOST,
            peerAt: peerAt.get(id) as { host: string; port: number },
            peers: new Map([...peerAt].filter(([other]) => other !== id)),
            nameServers: [],
            dir: "/data",
            bootstrap: life === 1,
            journal: journals === undefined ? noJournal : openJournal(journalFile(journals, id, life), head),
            isCut: () => false,
            segmentSize: 1024 * 1024
          }).pipe(Effect.provide(Layer.mergeAll(networkLayer, timersLayer, Layer.succeed(Files, disk.files))))
        )
      },
      kill: () => {
        running?.kill()
        running = undefined
        disk.files.crash()
      }
    }
  })
  for (const member of members) await member.start()
  return members
}

/** The member that leads and serves; waits until there is one. */
export const leaderOf = (members: readonly TestMember[]): Promise<TestMember> =>
  until("a leader", async () =>
    members.find((member) => {
      const { raft, dispatchedIndex } = stateOf(member) ?? {}
      return raft?.role === "LEADER" && (dispatchedIndex ?? -1) >= raft.noopIndex
    })
  )

export const stateOf = (member: TestMember): ReturnType<RunningBroker["state"]> | undefined => {
  try {
    return member.broker().state()
  } catch {
    return undefined
  }
}
