import { testMuteModel } from '../support/testMuteModel.ts';

/** Of the seeds that were tried the one that does everything there is to do in few steps, with two muted through a switch each way. */
testMuteModel({ seed: 26, steps: 10 });
