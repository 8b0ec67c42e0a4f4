/** The light of an alarm as columns have it. */
export const LightCode = { off: 0, green: 1, amber: 2, red: 3, unknown: 4 } as const;
export type LightCode = (typeof LightCode)[keyof typeof LightCode];

/** By code. `off` is one that is not evaluated: its machine does not run, or it is not there any more. */
export const ALARM_LIGHTS = ['off', 'green', 'amber', 'red', 'unknown'] as const;
export type AlarmLight = (typeof ALARM_LIGHTS)[number];

export function alarmLight(code: number): AlarmLight {
  return ALARM_LIGHTS[code] ?? 'unknown';
}

export function isRaisedCode(code: LightCode): boolean {
  return code === LightCode.amber || code === LightCode.red;
}

/** Whether a light calls for attention. */
export function isRaised(light: AlarmLight): light is 'amber' | 'red' {
  return light === 'amber' || light === 'red';
}
