import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// What a test waits for comes within milliseconds; the limit is for a machine that is busy with other things.
configure({ asyncUtilTimeout: 4000 });
