import { openApiDocument } from '@fairway/contracts';
import { AllowAnybody } from '@fairway/service-kit';
import { Controller, Get } from '@nestjs/common';

const document = openApiDocument();

@Controller('/api/openapi.json')
@AllowAnybody()
export class OpenApiController {
  @Get()
  read(): object {
    return document;
  }
}
