/**
 * What a model's broker has on its disk when it begins, written where a live one will find it.
 *
 * @module
 */
import { join } from "node:path"
import { allEntries, type Disk, isMessage } from "../../models/world/disk.ts"
import { TOPIC } from "../../models/world/node.ts"
import type { Mode } from "../../spec/modes/index.ts"
import { nodeFiles } from "../files/node-files.ts"
import { place } from "../message/place.ts"
import { encodeStored } from "../message/stored.ts"
import { EntryLog } from "../store/entry-log.ts"
import { messageFormat } from "../store/message-format.ts"
import { hardStateFile } from "../store/hard-state.ts"

const HERE = { host: "127.0.0.1", port: 0 }

/** Bytes of a file of a log. Traces are short, and files of RocketMQ's size are read whole after a power loss. */
export const SEGMENT_SIZE = 64 * 1024

/** How a log of this mode is opened. */
export const logOf = (mode: Mode) => ({ segmentSize: SEGMENT_SIZE, ...(mode === "dledger" ? {} : { format: messageFormat }) })

/** Entries with the texts of their messages, and term and vote, all of it synced. */
export const writeDisk = async (mode: Mode, dir: string, disk: Disk): Promise<void> => {
  const { log } = EntryLog.open(nodeFiles, join(dir, "commitlog"), logOf(mode))
  let queueOffset = 0
  allEntries(disk).forEach(({ term, payload }, index) => {
    if (!isMessage(payload)) return void log.append(index, term, Buffer.alloc(0))
    const encoded = encodeStored({
      topic: TOPIC, queueId: 0, flag: 0, queueOffset, physicalOffset: 0, sysFlag: 0, bornTimestamp: 0, bornHost: HERE, storeTimestamp: 0, storeHost: HERE,
      reconsumeTimes: 0, preparedTransactionOffset: 0, body: Buffer.from(payload), properties: ""
    })
    place(encoded, { queueId: 0, queueOffset: queueOffset++, physicalOffset: log.nextPosition(encoded.length), storeTimestamp: Date.now() })
    log.append(index, term, encoded)
  })
  log.close()
  const hard = hardStateFile(nodeFiles, join(dir, "hard-state"))
  hard.load()
  await new Promise<void>((resolve, reject) => hard.save(disk.hard, (error) => (error ? reject(error) : resolve())))
  hard.close()
}
