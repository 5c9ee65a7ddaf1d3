"""temporary"""
class Completions:
    def __init__(self, catalogue, codes): pass
    def count(self, selection): return 1
