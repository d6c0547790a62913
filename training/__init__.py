"""From the base model to the models in the box. The service never imports this package."""
