import { productName } from '@fairway/catalog';
import { openApiDocument } from '@fairway/contracts';
import { Public } from '@fairway/service-kit';
import { Controller, Get } from '@nestjs/common';

const document = openApiDocument(productName);

@Controller('/api/openapi.json')
@Public()
export class OpenApiController {
  @Get()
  read(): object {
    return document;
  }
}
