/**
 * How a broker of modes 1–3 keeps its messages, and how long.
 *
 * RocketMQ `MessageStoreConfig`.
 *
 * @module
 */
import { key } from "./honoured-key.ts"
import { atLeast, hours, truth, whole } from "./kinds.ts"

const usedIn = "impl/config/broker-spec.ts"
const cluster = "broker -c: the data of a cluster is kept"

export const store = {
  mappedFileSizeCommitLog: key({ kind: atLeast(65_536), of: "broker", preset: "1073741824, or as it is", effect: "Bytes of a file of the log. A store that is there keeps its size: another one stops the start. Not of a DLedger group.", usedIn, cluster }),
  fileReservedTime: key({ kind: atLeast(0), of: "broker", preset: "72", effect: "Hours after its last message that a file of the log is kept. Not of a DLedger group.", usedIn, cluster }),
  deleteWhen: key({ kind: hours, of: "broker", preset: "04", effect: "Hours of the day in which files go whose time is up.", usedIn, cluster }),
  diskMaxUsedSpaceRatio: key({ kind: whole(10, 95, "per cent, 10 to 95"), of: "broker", preset: "75", effect: "Per cent of the disk: if more is in use, files whose time is up go at any hour.", usedIn, cluster }),
  cleanFileForciblyEnable: key({ kind: truth, of: "broker", preset: "true", effect: "If more than 85 % of the disk is in use, files go before their time.", usedIn, cluster })
} as const
