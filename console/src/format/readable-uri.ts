/** A URI for people: socket paths in it are percent-encoded, which is hard to read. Other texts stay as they are. */
export function readableUri(uri: string): string {
  try {
    return uri.includes('://') ? decodeURIComponent(uri) : uri;
  } catch {
    return uri;
  }
}
