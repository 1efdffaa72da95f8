"""Does a quarter keep its promise?"""
