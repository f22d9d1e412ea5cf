import { historyOf, nodeAt, type World } from "../../models/world/group.ts"
import { entryAt } from "../../models/world/disk.ts"
import { listed } from "../telling/view.ts"
import { declare } from "./declare.ts"
import { entryText, holdersOf } from "./evidence.ts"

/** Disks that may be lost or damaged. */
const lostCopies = ({ options: { faults } }: World): number => (faults.diskLoss ?? 0) + (faults.damage ?? 0)

export const committedDurable = declare(
  "S11 CommittedDurable",
  "An entry once committed stays on the disks of a majority; a lost or damaged disk takes its own copy only.",
  "E3, E9 · etcd raft TLA+ CommittedIsDurableInv; with ackRequires=PAGE_CACHE, in their logs",
  (world) => ({
    kind: "always",
    holds: (locals) => {
      const { commits } = historyOf(world, locals)
      const wiped = lostCopies(world)
      return commits.every((commit) => {
        const holders = world.nodeSlots.filter((slot) => {
          const { broker, disk } = nodeAt(locals, slot)
          const entry = entryAt(disk, commit.index)
          const onDisk = broker.config.ackRequires === "PAGE_CACHE" || disk.durable >= commit.index
          return onDisk && entry?.term === commit.term && entry.payload === commit.payload
        })
        return holders.length > world.nodes.length / 2 - wiped
      })
    }
  }),
  (world) => ({ locals }) =>
    historyOf(world, locals).commits.flatMap((commit) => {
      const onDisk = nodeAt(locals, 0).broker.config.ackRequires === "FSYNC"
      const left = holdersOf(world, locals, commit, onDisk)
      if (left.length > world.nodes.length / 2 - lostCopies(world)) return []
      return [`${entryText(commit)} was committed at index ${commit.index} in term ${commit.inTerm}. It is ${onDisk ? "on the disk" : "in the log"} of ${listed(left)}: no majority of ${world.nodes.length}.`]
    })
)
