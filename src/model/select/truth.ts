/** Whether something holds: 1 yes, 0 unknown, -1 no. So `and` is the least, `or` the greatest, `not` the negative. */
export type Truth = -1 | 0 | 1;

export function truth(holds: boolean): Truth {
  return holds ? 1 : -1;
}
