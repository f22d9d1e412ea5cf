import type { Replication } from "../broker/replication.ts"
import { whileDiskWorks } from "../broker/while-disk-works.ts"
import { copyMetadata } from "./rules/copy-metadata.ts"
import { metadataTimeout } from "./rules/metadata-timeout.ts"

/** Topics and consumer offsets, from their keeper to the other replicas. */
export const metadataRules = (replication: Replication) => ({
  MetadataTimeout: metadataTimeout(replication),
  CopyMetadata: whileDiskWorks(copyMetadata(replication))
})
