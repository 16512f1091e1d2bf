/** Whether pages of this browser may choose where sound comes out (Audio Output Devices API); some may not. */
export const canPickSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;
