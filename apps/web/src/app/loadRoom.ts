/** The part of the app that makes calls, mediasoup-client and all. Asking twice loads it once. */
export const loadRoom = () => import('../features/room/LiveRoom.tsx');
