/** `1.5 MiB`. RocketMQ `MixAll.humanReadableByteCount`. */
export const readableBytes = (bytes: number): string => {
  if (bytes < 1_024) return `${bytes} B`
  const power = Math.floor(Math.log(bytes) / Math.log(1_024))
  return `${(bytes / 1_024 ** power).toFixed(1)} ${"KMGTPE"[power - 1] ?? ""}iB`
}
