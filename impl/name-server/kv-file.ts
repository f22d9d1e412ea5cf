/**
 * The KV configuration on disk: `kvConfig.json`, as RocketMQ writes it.
 *
 * RocketMQ `KVConfigManager.load`, `persist`, `KVConfigSerializeWrapper`.
 *
 * @module
 */
import * as HashMap from "effect/HashMap"
import * as Schema from "effect/Schema"
import type { EventOf } from "../../spec/name-server/events.ts"
import type { NameServer } from "../../spec/name-server/state.ts"
import { sorted } from "../../spec/sorted.ts"
import { directoryOf, type Done, type Files, mkdirDurably } from "../files/files.ts"
import { JsonFile } from "../store/json-file.ts"
import { jsonShape } from "../store/json-shape.ts"

const Table = Schema.Struct({ configTable: Schema.Record(Schema.String, Schema.Record(Schema.String, Schema.String)) })

export interface KvFile {
  /** The first event of the machine's life. */
  readonly recovered: EventOf<"Recovered">
  /** `done` is called once it is on disk. */
  readonly save: (self: NameServer, done: Done) => void
}

/** Throws if the file is there and cannot be read. */
export const openKvFile = (files: Files, path: string): KvFile => {
  const file = new JsonFile(files, path, jsonShape(Table))
  const { configTable } = file.load()?.value ?? { configTable: {} }
  return {
    recovered: { _tag: "Recovered", kvConfig: Object.entries(configTable).map(([namespace, table]) => [namespace, Object.entries(table)] as const) },
    save: ({ kvConfig }, done) => {
      try {
        mkdirDurably(files, directoryOf(path))
        file.save({ configTable: Object.fromEntries(sorted(HashMap.map(kvConfig, (table) => Object.fromEntries(sorted(table))))) }, done)
      } catch (error) {
        done(error as Error)
      }
    }
  }
}
