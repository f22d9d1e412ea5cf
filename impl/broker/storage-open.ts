/**
 * The store of a broker as a start finds it: its log, queues and index, taken over from a clean stop as far as the rules allow
 * (`spec/store/left.ts`), or made anew from the log.
 *
 * @module
 */
import type { Exit } from "../../spec/store/recovery.ts"
import { takenOver } from "../../spec/store/left.ts"
import { type QueueEnds, queueKey, type QueueKey } from "../../spec/vocabulary.ts"
import type { Derived } from "../../spec/store/state.ts"
import type { Files } from "../files/files.ts"
import { peekQueueId, peekQueueOffset, peekTopic } from "../message/peek.ts"
import { takeCleanStop } from "../store/clean-stop.ts"
import { ConsumeQueues } from "../store/consume-queues.ts"
import { EntryLog } from "../store/entry-log.ts"
import { KeyIndex } from "../store/key-index.ts"
import type { RecoveredLog } from "../store/log-recovery.ts"
import { ledgerFormat } from "../store/ledger-format.ts"
import { messageFormat } from "../store/message-format.ts"
import { StoreLife } from "../store/store-life.ts"
import { beginsAtZero, queueBegins, whatWasFound } from "./storage-found.ts"

export interface OpenOptions {
  readonly files: Files
  readonly dir: string
  readonly logDir: string
  readonly segmentSize: number | undefined
  readonly plain: boolean
  /** The log is that of a released DLedger. */
  readonly ledger: boolean
  readonly report: (line: string) => void
}

export interface OpenStore {
  readonly log: EntryLog
  readonly recovered: RecoveredLog
  readonly queues: ConsumeQueues
  readonly keys: KeyIndex
  /** Of a master or slave of modes 1–3. */
  readonly life: StoreLife | undefined
  readonly baseEnds: QueueEnds
  readonly derived: Derived | undefined
}

export const openStore = ({ files, dir, logDir, segmentSize, plain, ledger, report }: OpenOptions): OpenStore => {
  const queueDir = `${dir}/consumequeue`
  const indexDir = `${dir}/index`
  const life = plain ? new StoreLife(files, dir) : undefined
  const stop = takeCleanStop(files, dir)
  // Of a DLedger member nothing but the record says that it was stopped.
  const exit: Exit = life?.before.exit ?? (stop === undefined ? "abnormal" : "normal")
  const isAsked = exit === "normal" && stop !== undefined
  const queuesAsLeft = isAsked && files.exists(queueDir) && ConsumeQueues.areAsLeft(files, queueDir, stop.queues)
  const kept = queuesAsLeft ? new KeyIndex(files, indexDir, { keepUntil: Infinity }) : undefined
  const indexAsLeft = kept !== undefined && stop !== undefined && kept.end >= stop.indexed
  if (!indexAsLeft) kept?.close()

  const firstOffsets = new Map<QueueKey, number>()
  const noteFirst = (body: Buffer): void => {
    const key = queueKey(peekTopic(body), peekQueueId(body))
    if (!firstOffsets.has(key)) firstOffsets.set(key, peekQueueOffset(body))
  }
  const { log, recovered } = EntryLog.open(files, logDir, {
    table: `${logDir}.table`,
    ...(segmentSize === undefined ? {} : { segmentSize }),
    ...(life === undefined ? {} : { format: messageFormat, before: life.before }),
    ...(ledger ? { format: ledgerFormat } : {}),
    ...(indexAsLeft ? { left: stop.log } : {}),
    // Files may have expired: queues begin with the first message that is left of them.
    ...((plain || ledger) && !beginsAtZero(files, logDir) ? { onEntry: (_index: number, _term: number, _position: number, body: Buffer) => noteFirst(body) } : {})
  })
  for (const line of whatWasFound(recovered, logDir)) report(line)

  const verdict = takenOver({ exit, written: stop !== undefined, queues: queuesAsLeft, index: indexAsLeft, log: recovered.asLeft === true })
  if (stop !== undefined && verdict === "as it was left") {
    const queues = ConsumeQueues.open(files, queueDir, { keep: true, left: stop.queues })
    return { log, recovered, queues, keys: kept as KeyIndex, life, baseEnds: stop.baseEnds, derived: stop.derived }
  }
  if (stop !== undefined) report(`${dir}: since the broker stopped something has changed (${verdict}); the log is read from its beginning, and the queues are filled from it`)
  if (indexAsLeft) kept?.close()
  const queues = ConsumeQueues.open(files, queueDir, plain ? { keep: true, logEnd: log.positionAfter(log.lastIndex) } : {})
  if (plain) queues.beginAt(log.positionAfter(recovered.baseIndex))
  const keepUntil = exit === "normal" ? Infinity : (life?.indexed ?? -1)
  const keys = new KeyIndex(files, indexDir, plain ? { keepUntil } : {})
  return { log, recovered, queues, keys, life, baseEnds: queueBegins(queues, firstOffsets), derived: undefined }
}
