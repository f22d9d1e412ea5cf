/**
 * The messages of a batch, as a producer sends them.
 *
 * totalSize 4 · magic 4 · bodyCRC 4 · flag 4 · bodyLength 4 · body · propertiesLength 2 · properties
 *
 * RocketMQ `MessageDecoder.encodeMessage`.
 *
 * @module
 */

export interface BatchMessage {
  readonly flag: number
  readonly body: Buffer
  readonly properties: string
}

/** Throws with the place if the body is no batch. */
export const decodeBatch = (batch: Buffer): readonly BatchMessage[] => {
  const messages: BatchMessage[] = []
  for (let at = 0; at < batch.length; ) {
    const size = at + 4 <= batch.length ? batch.readInt32BE(at) : -1
    if (size < 22 || at + size > batch.length) throw new Error(`message ${messages.length} of the batch does not fit its body`)
    const bodyLength = batch.readInt32BE(at + 16)
    const propertiesAt = at + 20 + bodyLength
    if (bodyLength < 0 || propertiesAt + 2 > at + size) throw new Error(`message ${messages.length} of the batch: its body of ${bodyLength} bytes does not fit`)
    const propertiesLength = batch.readInt16BE(propertiesAt)
    if (propertiesLength < 0 || propertiesAt + 2 + propertiesLength > at + size) throw new Error(`message ${messages.length} of the batch: its properties do not fit`)
    messages.push({
      flag: batch.readInt32BE(at + 12),
      body: batch.subarray(at + 20, propertiesAt),
      properties: batch.toString("utf8", propertiesAt + 2, propertiesAt + 2 + propertiesLength)
    })
    at += size
  }
  return messages
}
