/** The option of every command that asks a server. */
export const serverOption = [
  '--server <url>',
  'the virtscope server to ask',
  'http://127.0.0.1:8478',
] as const;
