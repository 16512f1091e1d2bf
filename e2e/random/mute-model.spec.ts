import { testMuteModel } from '../support/testMuteModel.ts';
import { SEED, STEPS } from './wishes.ts';

testMuteModel({ seed: SEED, steps: STEPS });
