import { createServiceFactory } from '@backstage/backend-plugin-api';
import type { AdmissionForecast } from '@waybill/backstage-plugin-waybill-common';
import type { AttachedAttestation } from '@waybill/backstage-plugin-waybill-node';
import { trustReaderServiceRef } from '../services/serviceRefs';
import type { ForecastQuestion, TrustReader } from '../trust/TrustReader';

/** Answers as a test says, and writes down what it was asked. */
export class FakeTrustReader implements TrustReader {
  attached: AttachedAttestation[] = [];
  failure: Error | undefined;
  readonly answer: AdmissionForecast = {
    conclusion: 'denied',
    message: 'Not signed.',
    policies: [],
    asOf: '2026-11-21T10:00:00.000Z',
  };
  readonly asked: { readonly maxPredicateBytes: number }[] = [];
  readonly questions: ForecastQuestion[] = [];

  factory() {
    return createServiceFactory({
      service: trustReaderServiceRef,
      deps: {},
      factory: () => this,
    });
  }

  async readAttestations(
    _repository: unknown,
    _digest: string,
    { maxPredicateBytes }: { readonly maxPredicateBytes: number },
  ): Promise<readonly AttachedAttestation[]> {
    this.asked.push({ maxPredicateBytes });
    if (this.failure) throw this.failure;
    return this.attached;
  }

  async forecast(question: ForecastQuestion): Promise<AdmissionForecast> {
    this.questions.push(question);
    return this.answer;
  }
}
