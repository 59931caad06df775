import type { Command } from '../command-line/context.js';
import { requireSoundCatalog } from '../repository/require-sound-catalog.js';
import { carryOut, renderScaffolded, type Scaffolded } from '../scaffold/carry-out.js';
import { serviceChanges } from '../scaffold/service-changes.js';
import { planService } from '../scaffold/service-plan.js';
import { type ServiceOptions, serviceRequest } from '../scaffold/service-request.js';

export const newService: Command<ServiceOptions & { dryRun?: boolean }, Scaffolded> = {
  stopsItself: true,

  async run({ dryRun = false, ...options }, context) {
    const { root } = context;
    requireSoundCatalog(root);
    const plan = planService(root, await serviceRequest(options, context.stopping), Date.now());
    const folder = `apps/${plan.name}`;
    return await carryOut(
      {
        changes: serviceChanges(root, plan),
        folders: [folder, `deploy/kubernetes/base/${plan.name}`, `node_modules/@fairway/${plan.name}`],
        next: [
          ['./fairway test checks', 'lint, format, types, generated files'],
          ['./fairway test unit', 'what its contract, its manifests and the room for it must meet'],
          [`npx vitest run --project integration ${folder}`, 'its test, on real servers'],
          ['npm start', 'runs it beside the others; then ./fairway status'],
        ],
      },
      dryRun,
      context,
    );
  },

  render: renderScaffolded,
};
