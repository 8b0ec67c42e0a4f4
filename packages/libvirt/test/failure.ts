/** The reason a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<unknown> {
  const [result] = await Promise.allSettled([promise]);
  if (result.status === 'fulfilled') throw new Error('Cannot take failure: the promise was fulfilled');
  return result.reason;
}
