from service.wiring import web_app

app = web_app()
